"""The words of the English sample: business, risks, discussion and notes, with its own figures."""

from __future__ import annotations

from apps.finance.samples import english_figures as f

Paragraphs = tuple[str, ...]


def _million(thousands: int) -> str:
    return f"${abs(thousands) / 1000:,.1f} million"


def _change(row: tuple[int, ...], year: int = 0) -> str:
    now, before = row[year], row[year + 1]
    word = "increased" if now > before else "decreased"
    share = abs(now - before) / before * 100
    return f"{word} {_million(now - before)}, or {share:.1f}%, to {_million(now)}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f}%"


BUSINESS: Paragraphs = (
    "Synthetic Harbor Instruments, Inc. designs, makes and services instruments that measure water "
    "level, current and quality in ports, rivers and reservoirs. Our customers are port "
    "authorities, utilities, research institutes and builders of hydraulic works. We sell "
    "instruments, which we call products, and the calibration, maintenance and data subscriptions "
    "that go with them, which we call services.",
    "As of December 31, 2024 we employed 1,870 people, of whom 612 worked in research and "
    "development. Our headquarters and main plant are in Port Example, Oregon; we lease a second "
    "plant near Sampleton, Ireland, and service centers in nine countries.",
    "Backlog was $143.2 million as of December 31, 2024, compared with $121.7 million a year "
    "earlier. We expect to deliver about 85% of it within twelve months. No customer accounted "
    "for more than 10% of revenue in 2024; one port authority accounted for 12% of it in 2022.",
    "We compete on accuracy, on the years an instrument runs without a visit, and on how quickly "
    "its readings reach those who need them. Our principal competitors are larger and have broader "
    "product lines than ours.",
    "We hold 214 issued patents. We do not believe that any one of them is material to the "
    "business as a whole.",
)

RISKS: tuple[tuple[str, str], ...] = (
    (
        "A shortage of the piezoelectric ceramics we use could stop our main plant.",
        "We buy the ceramics of our pressure sensors from two suppliers, one of which delivered "
        "71% of our volume in 2024. A fire at that supplier in 2022 delayed deliveries by eleven "
        "weeks and lengthened our lead times into 2023. Qualifying another supplier takes nine to "
        "fourteen months.",
    ),
    (
        "Public budgets decide when many of our customers buy.",
        "Port authorities and public utilities accounted for about 58% of our revenue in 2024. "
        "Their purchases follow annual budgets and tenders, and may be delayed or cancelled for "
        "reasons that have nothing to do with us.",
    ),
    (
        "Changes in exchange rates affect our reported results.",
        "In 2024 about 42% of our revenue came from outside the Americas. A stronger dollar lowers "
        "the reported value of that revenue. We hedge firm orders in euro but not our "
        "subscriptions.",
    ),
    (
        "A breach of our data service could harm our customers and our reputation.",
        "Our subscriptions carry readings from over 31,000 instruments. If an attacker altered "
        "those readings, customers could open or close gates on false information, and we could be "
        "liable.",
    ),
    (
        "Our term loan limits what we may do.",
        "Our credit agreement requires a ratio of net debt to earnings before interest, tax, "
        "depreciation and amortization below 3.0. We complied with it throughout 2024.",
    ),
    (
        "We may not recover the goodwill of the business we bought in 2023.",
        "We bought the Sampleton sonar business in March 2023 for $22.3 million in cash. If its "
        "sales fall short, we may have to write down goodwill.",
    ),
)

DISCUSSION: tuple[tuple[str, Paragraphs], ...] = (
    (
        "Overview",
        (
            f"Total revenue {_change(f.REVENUE)} in 2024. Services grew faster than products and "
            f"made up {_share(f.SERVICES[0], f.REVENUE[0])} of revenue, against "
            f"{_share(f.SERVICES[1], f.REVENUE[1])} in 2023. Net income was "
            f"{_million(f.NET_INCOME[0])}, against {_million(f.NET_INCOME[1])} in 2023.",
        ),
    ),
    (
        "Revenue",
        (
            f"Product revenue {_change(f.PRODUCTS)}, mainly because lead times fell from 19 to 11 "
            "weeks and the backlog built up during the shortage of ceramics was delivered. Prices "
            "contributed about two percentage points of the growth.",
            f"Service revenue {_change(f.SERVICES)}. Subscriptions accounted for most of the "
            "increase: 6,400 instruments were newly connected in 2024 and 97% of subscriptions due "
            "for renewal were renewed.",
        ),
    ),
    (
        "Cost of revenue and gross profit",
        (
            f"Gross profit {_change(f.GROSS_PROFIT)}. Gross margin was "
            f"{_share(f.GROSS_PROFIT[0], f.REVENUE[0])} in 2024 and "
            f"{_share(f.GROSS_PROFIT[1], f.REVENUE[1])} in 2023; the rise came from the larger "
            "share of subscriptions, and was partly offset by higher prices of ceramics.",
        ),
    ),
    (
        "Operating expenses",
        (
            f"Research and development expense {_change(f.RESEARCH)}, as we hired 54 engineers for "
            "the next generation of acoustic current meters.",
            f"Sales and marketing expense {_change(f.MARKETING)}, mainly commissions. General and "
            f"administrative expense {_change(f.ADMINISTRATION)}.",
        ),
    ),
    (
        "Income taxes",
        (
            f"Our effective tax rate was {_share(f.INCOME_TAX[0], f.PRETAX_INCOME[0])} in 2024 and "
            f"{_share(f.INCOME_TAX[1], f.PRETAX_INCOME[1])} in 2023. The rate of both years was "
            "close to the federal rate because state taxes and the research credit nearly offset "
            "each other.",
        ),
    ),
    (
        "Liquidity and capital resources",
        (
            f"Cash and cash equivalents were {_million(f.CASH_2024)} as of December 31, 2024, and "
            f"marketable securities $55.5 million. Operating activities provided "
            f"{_million(f.OPERATING_FLOW[0])} in 2024, against {_million(f.OPERATING_FLOW[1])} in "
            "2023; the increase came from higher net income and from advance payments for "
            "subscriptions.",
            "We spent $31.5 million on property and equipment, repurchased 1.1 million shares for "
            "$25.0 million and paid dividends of $0.20 per share. We expect capital expenditures "
            "of between $34 million and $38 million in 2025, including a new calibration basin in "
            "Port Example.",
            "We believe that cash, marketable securities and the undrawn revolving credit facility "
            "of $75.0 million suffice for at least the next twelve months.",
        ),
    ),
)

REVENUE_POLICY: Paragraphs = (
    "We recognize revenue from products when control passes to the customer, generally on "
    "delivery. Where a contract requires acceptance at the customer's site, we recognize it on "
    "acceptance.",
    "Revenue from subscriptions is recognized evenly over their term, usually three years "
    "and billed annually in advance. Revenue from calibration and maintenance is recognized as the "
    "work is done. Amounts billed in advance are shown as deferred revenue.",
)
DEBT_NOTE = (
    "Our term loan bears interest at a variable rate, 6.4% as of December 31, 2024, and is due in "
    "yearly installments until 2028. It is secured by the main plant. No amount was drawn under "
    "the revolving credit facility. Principal payments are due as follows:"
)
SEGMENT_NOTE = (
    "We operate as one reportable segment. The chief operating decision maker reviews consolidated "
    "results. Revenue by region, by the location of the customer, was:"
)
LEGAL = (
    "In August 2024 a former distributor claimed $4.6 million for the termination of its contract. "
    "We believe the claim is without merit and have recorded no liability for it."
)
CONTROLS = (
    "Our chief executive officer and chief financial officer concluded that our disclosure "
    "controls and procedures were effective as of December 31, 2024."
)
