"""A tall boy with long fingers, a displaced lens and a wide aorta: which disease of the tissue?"""

from __future__ import annotations

from collections.abc import Iterator

from apps.medical.samples.chart import Chart, person
from apps.medical.samples.papers import MARK_EN, text_note, word_note

TITLES = ("Tall boy with a displaced lens (11, male)", "身材高大、晶状体脱位的男孩（11 岁，男）")

_NOTE = """
GENETICS CLINIC – FIRST VISIT
Patient: Tobias Ekstrom    Sex: Male    DOB: 2014-06-18    MRN: 00654390
Date of visit: 2026-02-03
Accompanied by his mother, Linnea Ekstrom, phone 555-0128

REASON FOR REFERRAL
11-year-old boy referred by the eye clinic for ectopia lentis of both eyes.

HISTORY
Born at term, birth length above the 97th percentile. He walked at 17 months. Glasses since the
age of three for high myopia. He has always been the tallest of his class. His joints bend far
and he sprained his ankle twice. He tires in sports but has had no fainting, no chest pain and no
palpitations. School results are good; there is no intellectual disability. He has had no
seizures. No hearing loss.

FAMILY HISTORY
The father, who was 196 cm tall, died suddenly at 38 of an aortic dissection. A paternal aunt has
scoliosis. The mother is healthy, 168 cm tall.

EXAMINATION
Height 171 cm (above the 97th percentile), weight 46 kg, arm span 182 cm. Head circumference 54
cm, no microcephaly. Long narrow face with downslanted palpebral fissures and a high palate.
Arachnodactyly with positive wrist and thumb signs. Pectus excavatum. Thoracolumbar scoliosis.
Joint hypermobility and flat feet. Striae on the lower back. Iridodonesis on both sides.
No hypertelorism, no bifid uvula and no cleft palate. No craniosynostosis. Skin is not
translucent and not hyperextensible. No easy bruising. No contractures of the fingers or elbows.
Mid-systolic click without murmur.

ASSESSMENT
Disproportionate tall stature, ectopia lentis, aortic root dilatation and a father with aortic
dissection: Marfan syndrome is most likely. Loeys-Dietz syndrome is unlikely without
hypertelorism or bifid uvula. Homocystinuria should be excluded (homocysteine pending).
"""

_ECHO = """
ECHOCARDIOGRAPHY REPORT
Patient: Tobias Ekstrom    MRN: 00654390    DOB: 2014-06-18
Exam date: 2026-01-21
EXAM: Transthoracic echocardiogram

INDICATION: Ectopia lentis, family history of aortic dissection.

FINDINGS:
The aortic root is dilated at the sinuses of Valsalva, 37 mm, Z-score 3.4. The ascending aorta is
26 mm. There is mitral valve prolapse of both leaflets with trivial regurgitation. No aortic
regurgitation. Normal size and function of the left ventricle. No patent ductus arteriosus. No
bicuspid aortic valve.

IMPRESSION:
1. Dilatation of the aortic root (Z 3.4).
2. Mitral valve prolapse without relevant regurgitation.
"""

_GROWTH = (
    ("Age", "Height", "Weight"),
    ("7 years", "138 cm", "27 kg"),
    ("9 years", "154 cm", "35 kg"),
    ("11 years", "171 cm", "46 kg"),
)


def files() -> Iterator[tuple[str, bytes]]:
    yield "ekstrom-record.json", _chart().bundle()
    yield "ekstrom-genetics-note.docx", word_note(_NOTE, MARK_EN, _GROWTH)
    yield "ekstrom-echocardiogram.txt", text_note(_ECHO, MARK_EN)


def _chart() -> Chart:
    chart = Chart(
        "tall-boy",
        "en",
        "+01:00",
        person("Tobias Ekstrom", "male", "2014-06-18", "00654390", language="en", phone="555-0128"),
    )
    chart.visit("AMB", "2017-09-05T10:00", "2017-09-05T10:30", "Eye clinic")
    chart.problem("H52.13", "Myopia, bilateral", "High myopia of both eyes", onset="2017")
    chart.visit("AMB", "2021-07-08T09:00", "2021-07-08T09:20", "Child health check")
    chart.measure("2021-07-08T09:05", ht="138", wt="27", bp="98/58")
    chart.event(
        "Immunization", "Measles, mumps and rubella vaccine, second dose", "2021-07-08T09:15"
    )
    chart.visit("AMB", "2023-08-22T09:00", "2023-08-22T09:20", "Child health check")
    chart.measure("2023-08-22T09:05", ht="154", wt="35", bp="100/60")
    chart.problem("M41.9", "Scoliosis, unspecified", "Scoliosis", onset="2023-08")
    chart.problem("Q67.6", "Pectus excavatum", onset="2021")
    chart.visit("AMB", "2025-12-16T10:00", "2025-12-16T10:40", "Eye clinic")
    chart.problem(
        "Q12.1", "Congenital displaced lens", "Ectopia lentis of both eyes", onset="2025-12"
    )
    chart.visit("AMB", "2026-01-21T08:30", "2026-01-21T09:15", "Echocardiography")
    chart.problem(
        "I77.810", "Thoracic aortic ectasia", "Aortic root dilatation", onset="2026-01-21"
    )
    chart.problem("I34.1", "Nonrheumatic mitral (valve) prolapse", onset="2026-01-21")
    chart.visit("AMB", "2026-02-03T13:00", "2026-02-03T14:00", "Genetics clinic")
    chart.measure("2026-02-03T13:05", ht="171", wt="46", hc="54", bp="102/60", hr="78")
    chart.problem(
        "Q37.9",
        "Unspecified cleft palate with unilateral cleft lip",
        onset="2026-02-03",
        sure="refuted",
    )
    chart.family("father", "I71.00", "Dissection of unspecified site of aorta")
    return chart
