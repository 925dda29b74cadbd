"""An infant whose fevers bring long seizures, on a drug that may make them worse."""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, text_note

TITLES = ("Infant with prolonged febrile seizures (14 months, female)",
          "反复热性惊厥的婴儿（14 个月，女）")  # fmt: skip

_NOTE = """
PAEDIATRIC NEUROLOGY NOTE
Patient: Nora Feldmann    Sex: Female    DOB: 2025-01-27    MRN: 00811256
Date of visit: 2026-04-02
Parents: Jonas and Miriam Feldmann, 41 Orchard Street, phone 555-0151

HISTORY
14-month-old girl with recurrent seizures. The first was at 6 months, a hemiclonic seizure of the
right side lasting 35 minutes during a fever of 38.6 °C after vaccination. Since then nine
seizures, four of them status epilepticus, with the side changing, most with fever and two after
a warm bath. In the last two months brief myoclonic jerks and generalized tonic-clonic seizures
without fever. On carbamazepine since January the seizures have become more frequent.
Development was normal in the first year: she sat at 6 months and walked with support at 11
months. She now babbles less, and does not yet walk alone. No feeding difficulties. No hearing
problem.

PREGNANCY AND BIRTH
Born at term, 3,310 g, no asphyxia, no neonatal seizures.

FAMILY HISTORY
A cousin of the father has febrile seizures. Parents are not related. No epilepsy in the mother.

EXAMINATION
Head circumference 45.5 cm (50th percentile), no microcephaly, no macrocephaly. No dysmorphic
features. No hypopigmented skin patches, no neurocutaneous stigmata. Mild ataxia when standing.
Muscle tone slightly low. Reflexes normal. Liver and spleen not enlarged.

TESTS
EEG at 7 months normal; EEG now with generalized spike-and-wave discharges. No hypsarrhythmia.
MRI of the brain normal. Lumbar puncture without infection. Lactate, ammonia and amino acids
normal.

ASSESSMENT
Developmental and epileptic encephalopathy with fever-sensitive, prolonged hemiclonic seizures:
Dravet syndrome is likely. Genetic test (SCN1A) sent. PCDH19-related epilepsy possible in a girl.
Meningitis was ruled out. Sodium-channel blockers such as carbamazepine should be reviewed.
"""


def files() -> Iterator[tuple[str, bytes]]:
    yield "feldmann-record.json", _chart().bundle()
    yield "feldmann-neurology-note.txt", text_note(_NOTE, MARK_EN)


def _chart() -> Chart:
    chart = Chart(
        "infant-seizures",
        "en",
        "+02:00",
        person(
            "Nora Feldmann",
            "female",
            "2025-01-27",
            "00811256",
            language="en",
            address="41 Orchard Street",
            phone="555-0151",
        ),
    )
    chart.visit("AMB", "2025-07-29T10:00", "2025-07-29T10:15", "Six-month check")
    chart.event("Immunization", "DTaP-IPV-Hib-HepB vaccine, third dose", "2025-07-29T10:10")
    chart.measure("2025-07-29T10:05", wt="7.4", ht="66", hc="42.5")
    chart.visit("EMER", "2025-07-30T02:10", "2025-07-31T12:00", "Febrile status epilepticus")
    chart.problem("R56.01", "Complex febrile convulsions", onset="2025-07-30")
    chart.measure(
        "2025-07-30T02:20",
        temp="38.6",
        hr="168",
        spo2="94",
        glu="104 60-110",
        na="138",
        crp="6",
        wbc="11.2 6.0-17.5",
    )
    chart.problem("G00.9", "Bacterial meningitis, unspecified", onset="2025-07-30", sure="refuted")
    chart.visit("EMER", "2025-11-12T19:40", "2025-11-14T10:00", "Status epilepticus")
    chart.problem(
        "G40.901",
        "Epilepsy, unspecified, not intractable, with status epilepticus",
        onset="2025-11-12",
    )
    chart.measure("2025-11-12T19:50", temp="38.2", hr="160", wt="9.1")
    chart.visit("AMB", "2026-01-08T09:00", "2026-01-08T09:40", "Neurology clinic")
    chart.drug("2002", "carbamazepine", "50 mg twice daily", "2026-01-08")
    chart.visit("AMB", "2026-04-02T09:00", "2026-04-02T10:00", "Neurology clinic")
    chart.measure("2026-04-02T09:05", wt="9.9", ht="76", hc="45.5", temp="36.9")
    chart.problem(
        "R62.50",
        "Unspecified lack of expected normal physiological development in childhood",
        "Developmental delay",
        onset="2026-02",
    )
    return chart
