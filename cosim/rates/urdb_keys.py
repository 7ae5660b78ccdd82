"""Keys of URDB files, version 8: which are read, which change no bill of a house, and which are refused by name.

A key on neither list is a fault, unless its value is nothing or zero: it may change the bill.
"""

READ = {
    "name", "utility", "uri", "source", "realtimepricing", "energyratestructure", "energyweekdayschedule",
    "energyweekendschedule", "fueladjustmentsmonthly", "fixedchargefirstmeter", "fixedchargeunits",
    "fixedmonthlycharge", "mincharge", "minchargeunits", "minmonthlycharge", "annualmincharge", "demandratestructure",
    "demandweekdayschedule", "demandweekendschedule", "demandrateunit", "demandunits", "demandwindow",
    "flatdemandstructure", "flatdemandmonths", "flatdemandunit", "flatdemandunits", "lookbackpercent", "lookbackrange",
    "lookbackmonths",
}  # fmt: skip

HARMLESS = {
    # names, dates and text
    "label", "sector", "description", "sourceparent", "eiaid", "country", "approved", "is_default", "startdate",
    "enddate", "supersedes", "revision", "revisions", "latest_update", "basicinformationcomments", "energycomments",
    "demandcomments", "energyattrs", "demandattrs", "fixedattrs", "version", "page", "utilityname", "effectivedate",
    # who may have the rate
    "servicetype", "voltagecategory", "voltageminimum", "voltagemaximum", "phasewiring", "peakkwcapacitymin",
    "peakkwcapacitymax", "peakkwcapacityhistory", "peakkwhusagemin", "peakkwhusagemax", "peakkwhusagehistory",
    # what a house with one meter and without generation does not pay
    "fixedchargeeaaddl", "usenetmetering", "dgrules",
    # parts of charges that are refused where they are more than zero
    "coincidentrateunit", "coincidentrateschedule",
}  # fmt: skip

REFUSED = {
    "demandratchetpercentage": "a demand ratchet",
    "coincidentratestructure": "charges on coincident demand",
    "demandreactivepowercharge": "a charge on reactive power",
}

TIER_READ = {"rate", "adj", "max", "unit"}
TIER_HARMLESS = {"sell"}
"""The price of energy that is fed in: what a house exports earns the price that it pays."""
