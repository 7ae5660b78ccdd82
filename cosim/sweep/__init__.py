"""Where does the ranking flip? A scenario over ranges of prices, rates and inputs."""
