"""Questions in Dutch, and the articles that answer them: what finding is measured by.

`corpus.jsonl`: 420 articles, made up. `questions.jsonl`: 268 questions of thirteen kinds, each with its answers; half
of them (`held`) are kept away from whoever tunes the search. `distractors`: as many other articles as one likes.
"""
