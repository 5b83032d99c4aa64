"""The countries of the course, by their ISO 3166 codes."""

INVITED = (
    *("AR", "BO", "BR", "CL", "CO", "CR", "CU", "DO", "EC", "GT"),
    *("HN", "HT", "MX", "NI", "PA", "PE", "PY", "SV", "UY", "VE"),
)
"""Those whose officials have come since the first editions; what an edition invites unless it says otherwise."""

AMERICAS = frozenset(
    (*INVITED, "AG", "BB", "BS", "BZ", "CA", "DM", "GD", "GY", "JM", "KN", "LC", "SR", "TT", "US", "VC")
)
"""Those that an edition may invite."""
