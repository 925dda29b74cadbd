"""A book of one invented module, packed as OpenStax packs its own."""

from __future__ import annotations

import io
import zipfile

_MODULE = """<document xmlns="http://cnx.rice.edu/cnxml">
<title>Crates</title>
<metadata xmlns:md="http://cnx.rice.edu/mdml"><md:content-id>m1</md:content-id></metadata>
<content><section id="s1"><title>Add within 20</title>
<para id="p1">To add within 20 means to put two crates of apples together and to count all of the
apples. Counting on from the larger crate is quicker than to count every apple again.</para>
<list id="l1"><title>How to add within 20</title><item>Start from the larger crate</item>
<item>Count on by the smaller crate</item><item>Say the last number</item></list>
<para id="p2">Another way to add within 20 is to make a full ten first. The apples that fill the
crate up to ten are taken from the smaller heap.</para>
</section></content></document>"""
_COLLECTION = """<col:collection xmlns:col="http://cnx.rice.edu/collxml"
 xmlns:md="http://cnx.rice.edu/mdml"><metadata><md:title>Book of Crates</md:title>
<md:license url="https://example.org/licence">Open Licence</md:license><md:slug>crates</md:slug>
</metadata><col:content><col:subcollection><md:title>One</md:title><col:content>
<col:module document="m1"/></col:content></col:subcollection></col:content></col:collection>"""


def small_book() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("book/modules/m1.cnxml", _MODULE)
        archive.writestr("book/crates.collection.xml", _COLLECTION)
    return packed.getvalue()
