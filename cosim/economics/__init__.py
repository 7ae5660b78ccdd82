"""Money and emissions: annual bills, life-cycle costs and greenhouse gases."""
