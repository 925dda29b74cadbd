"""Proves the key of an exercise right, or refuses the exercise.

The grammar
===========
Problems and keys are written in it (`Problem.given`, `Draft.key`, `Distractor.text`). ASCII only;
blanks matter only inside a mixed number.

    statement  = "none" | "all" | "many" | choice
    choice     = both { "or" both }
    both       = relation { ("," | "and") relation }         x = 1, y = 2
    relation   = sum { ("=" | "!=" | "<" | "<=" | ">" | ">=") sum }      -1 < x <= 4
    sum        = ["+" | "-"] product { ("+" | "-") product }
    product    = power { ("*" | "/") power }                 2x and 3(x + 1) are products too
    power      = atom [ "^" ["-"] power ]                    -3^2 is -9; 2^3^2 is 2^9
    atom       = number | name | name "(" list ")" | "(" sum ")" | "(" list ")" | "{" list "}"
    number     = 12 | 0.75 | 3 1/2 | 35%                     exact: 0.75 is three quarters
    list       = sum { "," sum }

- `3 1/2` (blank between) is three and a half; `-3 1/2` is its negative; `35%` is 35/100.
- A number directly before a name or "(" multiplies, and so does ")" before "(": `2x`, `3(x + 1)`,
  `(x + 1)(x - 2)`, `x^2(x + 1)`. After "/" this is refused: write `1/(2x)` or `1/2*x`.
  `x(x + 1)` would call a function x: write `x*(x + 1)`. `xy` is one name: write `x*y`.
- A minus sign inside needs brackets: `5 - (-3)`, `2*(-4)`. A leading one does not: `-3 + 5`.
- Names: a letter, then letters, digits, `_`. `pi` is the constant. `sqrt`, `or`, ... are taken.
- No thousands separators: 1250, never 1,250. Units belong in `Draft.answer`, never in the key.
- `(3, -2)` is an ordered pair or list; `{1, 2, 3}` a set, where order does not matter.
- Numbers stay as they are written: `6/8` and `3/4` have one value and two forms.

Functions (exact)
-----------------
- `abs(a)`, `sqrt(a)`, `root(a, n)`: size, square root, nth root (real).
- `min(...)`, `max(...)`, `sum(...)`, `count(...)`, `mean(...)`, `median(...)` of values listed;
  `mode(...)`, which must be the only one; `range(...)`, the largest less the smallest;
  `mad(...)`, the mean absolute deviation; `q1(...)`, `q3(...)`, medians of the lower and upper
  half, the middle value of an odd count in neither, and `iqr(...)` between them.
- `gcd(...)`, `lcm(...)`; `quot(a, b)`, `rem(a, b)`, `mod(a, b)`: `rem`, `mod` are never negative.
- `floor(a)`, `ceil(a)`; `round(a, place)` to a multiple of `place` (10, 1, 0.1), halves away
  from 0; `digit(a, place)`: `digit(4372, 100)` is 3, `digit(0.58, 0.1)` is 5.
- `clock(h, m)`: minutes, 60h + m; for times of day and spans, in problems and keys.
- `fact(n)`, `choose(n, k)`, `perm(n, k)`: counting.
- `factors(n)`, `multiples(n, k)`, `primes(a, b)`: sets of all factors, of the first k multiples,
  of the primes from a to b.
- Predicates, true or false, where a relation may stand: `even(n)`, `odd(n)`, `prime(n)`,
  `composite(n)`, `divides(a, b)` (`divides(3, 12)` is true), `integer(a)`, `rational(a)`.

The asks
--------
VALUE      `given[0]` is an expression; any further entries define what it uses: `x = 4`,
           `f(x) = 2x + 1`. The key has exactly its value: `given=("1/2 + 1/3",)`, key `5/6`;
           `given=("f(3)", "f(x) = 2x + 1")`, key `7`; `given=("(quot(37, 5), rem(37, 5))",)`, key
           `(7, 2)`. The key must not be the given expression again unless that is a single number.
SOLVE      Relations in `unknowns`. Key: `x = 3`; `x = 2 or x = -5`; `x = 1, y = 2`; `x > 3`;
           `-1 < x <= 4`; `x < 0 or x > 2`; `none` (no solution); `all` (every number); `many`
           (a system with infinitely many solutions that are not all). Over the reals; side
           conditions such as `x > 0` or `integer(x)` may stand among the given, and for one unknown
           alternatives: `x + 1 < 3 or x - 1 > 9`.
REWRITE    `given[0]` is an expression (or equation for slope_intercept, standard_form); the key is
           equal to it and has the form:
           lowest_terms `3/4` or `5` · mixed `2 1/3` (proper, lowest part) · improper `7/3` ·
           decimal `0.75` · percent `37.5%` · scientific `3.2*10^-4` · place_value
           `4*1000 + 3*100 + 2` or `4000 + 300 + 2` · prime_factors `2^3*5` · power `2^7` or
           `x^5` · expanded (no product or power of a sum, like terms joined) · factored (a product
           over the integers, nothing factors further) · simplified (like terms joined, fractions
           reduced, no shorter way kept) · radical (`3*sqrt(2)`, `sqrt(6)/3`: no square factor
           under a root, no root below) · vertex `2*(x - 1)^2 + 3` · slope_intercept `y = 2x - 1` ·
           standard_form `2x + 3y = 6` (whole, no common factor, first coefficient above 0)
           · equal (any expression equal to it; of no particular form).
           Letters stand for positive numbers where roots or fractional powers are in play;
           denominators are taken as not 0.
ORDER      `given` are values, `form` is ascending or descending; the key lists them, written as
           given: `1/2, 3/4, 1`.
COMPARE    Two values; the key is `<`, `=` or `>`.
CHOOSE     `given` are `A: relation`, `B: relation`, ...; the key is the only label whose relation
           is true. A relation with letters is true when it holds for all values of them for
           which both sides are defined.

What a draft must keep
----------------------
- Every number in digits of both prompts stands, by value, somewhere in `problem`, or in
  `other_numbers`; so `$\\frac{3}{4}$` needs 3 and 4 (`3/4`), `1,250` needs 1250, `3:45` needs 3
  and 45. Both prompts hold the same numbers, those of `other_numbers` apart.
- The printed `answer` holds every number of the key (`clock(3, 45)` for 3:45), and none that is
  in neither key, problem nor `other_numbers`; for CHOOSE it begins with the label.
- A distractor's `text` is in this grammar, as a key of the problem would be (`x = 4`, `B`, `<`);
  it must be wrong, and none may be the same answer as another.
- `**bold**` and `$...$` pair up; a dollar sign in a text is `\\$`.
- `python -m benchmarks.exercise_trial --points fractions.` tries drafts and tells what is refused.
- `apps.education.domain.proof.typeset.tex("2x/3")` gives the TeX of a text of this grammar.
"""
