"""Questions over the library, answered with citations that open their source."""

from apps.finance.pages.parts.words import finance_words
from apps.shared.frame import head

t = finance_words()
head(t("Ask"), t)
