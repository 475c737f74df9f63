"""Languages, countries and durations as people name them."""

from __future__ import annotations

__all__ = ["country", "duration", "language"]

_LANGUAGES = dict(
    pair.split("=")
    for pair in (
        "ar=Arabic|bm=Bambara|bn=Bengali|bs=Bosnian|ca=Catalan|cn=Cantonese|cs=Czech|da=Danish|de=German|dz=Dzongkha|"
        "el=Greek|en=English|es=Spanish|et=Estonian|fa=Persian|fi=Finnish|fr=French|ga=Irish|he=Hebrew|hi=Hindi|"
        "hu=Hungarian|hy=Armenian|id=Indonesian|is=Icelandic|it=Italian|ja=Japanese|ka=Georgian|kk=Kazakh|km=Khmer|"
        "ko=Korean|lv=Latvian|mk=Macedonian|ml=Malayalam|mn=Mongolian|nl=Dutch|no=Norwegian|pl=Polish|ps=Pashto|"
        "pt=Portuguese|ro=Romanian|ru=Russian|sq=Albanian|sr=Serbian|sv=Swedish|ta=Tamil|te=Telugu|th=Thai|tl=Tagalog|"
        "tr=Turkish|uk=Ukrainian|ur=Urdu|vi=Vietnamese|wo=Wolof|zh=Mandarin|zu=Zulu|xx=No language|af=Afrikaans|"
        "ky=Kyrgyz|nb=Norwegian|sl=Slovene|sk=Slovak|hr=Croatian|bg=Bulgarian|lt=Lithuanian|la=Latin"
    ).split("|")
)
_COUNTRIES = dict(
    pair.split("=")
    for pair in (
        "AE=United Arab Emirates|AF=Afghanistan|AL=Albania|AR=Argentina|AT=Austria|AU=Australia|BA=Bosnia and Herzegovina|"
        "BE=Belgium|BF=Burkina Faso|BG=Bulgaria|BR=Brazil|BT=Bhutan|CA=Canada|CH=Switzerland|CL=Chile|CM=Cameroon|"
        "CN=China|CO=Colombia|CU=Cuba|CY=Cyprus|CZ=Czechia|DE=Germany|DK=Denmark|DZ=Algeria|EE=Estonia|EG=Egypt|"
        "ES=Spain|FI=Finland|FR=France|GB=United Kingdom|GE=Georgia|GR=Greece|GT=Guatemala|HK=Hong Kong|HR=Croatia|"
        "HU=Hungary|ID=Indonesia|IE=Ireland|IL=Israel|IN=India|IR=Iran|IS=Iceland|IT=Italy|JO=Jordan|JP=Japan|"
        "KH=Cambodia|KR=South Korea|KZ=Kazakhstan|LB=Lebanon|LT=Lithuania|LU=Luxembourg|LV=Latvia|MA=Morocco|"
        "MK=North Macedonia|ML=Mali|MN=Mongolia|MR=Mauritania|MX=Mexico|MY=Malaysia|NG=Nigeria|NL=Netherlands|"
        "NO=Norway|NZ=New Zealand|PE=Peru|PH=Philippines|PK=Pakistan|PL=Poland|PS=Palestine|PT=Portugal|QA=Qatar|"
        "RO=Romania|RS=Serbia|RU=Russia|SA=Saudi Arabia|SE=Sweden|SG=Singapore|SI=Slovenia|SK=Slovakia|SN=Senegal|"
        "SU=Soviet Union|SY=Syria|TD=Chad|TH=Thailand|TN=Tunisia|TR=Turkey|TW=Taiwan|UA=Ukraine|US=United States|"
        "UY=Uruguay|VE=Venezuela|VN=Vietnam|XC=Czechoslovakia|XG=East Germany|XK=Kosovo|YU=Yugoslavia|ZA=South Africa"
    ).split("|")
)


def language(code: str) -> str:
    """English name of a TMDB language code; the code itself where none is known."""
    return _LANGUAGES.get(code, code.upper())


def country(code: str) -> str:
    """English name of an ISO 3166-1 code (former countries too); the code itself where none is known."""
    return _COUNTRIES.get(code, code)


def duration(minutes: int) -> str:
    """``2 h 50 min``."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
