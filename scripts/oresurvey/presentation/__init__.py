"""What pages, figures and tables have in common: looks, names, columns, links, templates."""
