"""From runs to what people read: one Dataset, its NetCDF file, annual figures, a table and a picture."""
