"""CDS Hooks: cards for an EMR at the moments when it asks (cds-hooks.hl7.org 2.0)."""
