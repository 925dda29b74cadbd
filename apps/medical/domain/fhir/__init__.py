"""FHIR R4: resources read into lines of a record, and what the desk found written as resources."""
