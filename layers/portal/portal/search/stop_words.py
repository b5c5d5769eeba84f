"""Words that nearly every text has, and with which a question is asked: they decide nothing where another word stands.

Source: Snowball's list of Dutch stop words (snowballstem.org/algorithms/dutch/stop.txt), and the words of questions.
"""

STOP_WORDS = frozenset({
    "de", "en", "van", "ik", "te", "dat", "die", "in", "een", "hij", "het", "niet", "zijn", "is", "was", "op",
    "aan", "met", "als", "voor", "had", "er", "maar", "om", "hem", "dan", "zou", "of", "wat", "mijn", "men",
    "dit", "zo", "door", "over", "ze", "zich", "bij", "ook", "tot", "je", "mij", "uit", "der", "daar", "haar",
    "naar", "heb", "hoe", "heeft", "hebben", "deze", "u", "want", "nog", "zal", "me", "zij", "nu", "ge", "geen",
    "omdat", "iets", "worden", "toch", "al", "waren", "veel", "meer", "doen", "moet", "ben", "zonder", "kan",
    "hun", "dus", "alles", "onder", "ja", "eens", "hier", "wie", "werd", "altijd", "doch", "wordt", "wezen",
    "kunnen", "ons", "zelf", "tegen", "na", "reeds", "wil", "kon", "niets", "uw", "iemand", "geweest", "andere",
    "wanneer", "waar", "waarom", "welke", "welk", "hoeveel", "hoelang", "waarheen", "waarvoor", "gaat", "gaan",
    "komt", "komen", "kom", "wij", "we", "jullie", "jij", "ten", "ter", "zullen", "zult", "mag", "mogen",
    "weer", "gebeurt", "gebeurd", "gebeurde", "nieuws", "bericht", "berichten", "'s", "zo'n",
})  # fmt: skip
