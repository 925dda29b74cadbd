"""Made-up patients to try the desk on: every name, number and story is our own invention."""

from apps.medical.samples.demo import DemoPatient, demo_patients

__all__ = ["DemoPatient", "demo_patients"]
