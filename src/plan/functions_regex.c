/* functions_regex.c — regular expressions: those of java.util.regex. */
#include "kernel/functions_text.h"
#include "plan/function_rules.h"

/* clang-format off */
#define PICK_LIST(_) \
    _(rlike) _(regexp_count) _(regexp_instr) _(regexp_extract) _(regexp_substr) _(regexp_replace)
/* clang-format on */
PICK_LIST(LT_PICK)

/* clang-format off */
#define RULE_LIST(_) \
    _(texts_to_bool, "t", LT_TYPE(BOOL)) \
    _(texts_to_int, "t", LT_TYPE(I32)) \
    _(texts_number_to_int, "ttn", LT_TYPE(I32)) \
    _(texts, "t", LT_TYPE(STRING)) \
    _(texts_number, "ttn", LT_TYPE(STRING)) \
    _(replace_types, "tttn", LT_TYPE(STRING))
/* clang-format on */
RULE_LIST(LT_SHAPE_RULE)

static const lt_function rows[] = {
    {"rlike", "regexp regexp_like", 2, 2, false, true, LT_STRICT, LT_EAGER, texts_to_bool,
     pick_rlike, false, "text rlike pattern -> bool",
     "Whether the regular expression matches somewhere in the text.",
     "'spark' rlike 'a.k'  -- true", "string"},
    {"regexp_extract", "", 2, 3, false, true, LT_STRICT, LT_EAGER, texts_number,
     pick_regexp_extract, false, "regexp_extract(text, pattern[, group]) -> string",
     "What a group (1; 0 is the whole) of the first match holds; '' where nothing matches.",
     "regexp_extract('100-200', '([0-9]+)-([0-9]+)', 2)  -- 200", "string"},
    {"regexp_substr", "", 2, 2, false, true, LT_PARTIAL, LT_EAGER, texts, pick_regexp_substr, false,
     "regexp_substr(text, pattern) -> string", "The first match; null where nothing matches.",
     "regexp_substr('Steven and Stephen', 'Ste(v|ph)en')  -- Steven", "string"},
    {"regexp_replace", "", 3, 4, false, true, LT_STRICT, LT_EAGER, replace_types,
     pick_regexp_replace, false, "regexp_replace(text, pattern, by[, position]) -> string",
     "Every match replaced; $1 and ${name} in the replacement are groups.",
     "regexp_replace('100-200', '([0-9]+)', '<$1>')  -- <100>-<200>", "string"},
    {"regexp_count", "", 2, 2, false, true, LT_STRICT, LT_EAGER, texts_to_int, pick_regexp_count,
     false, "regexp_count(text, pattern) -> int", "How often the regular expression matches.",
     "regexp_count('abcabc', 'b.')  -- 2", "string"},
    {"regexp_instr", "", 2, 3, false, true, LT_STRICT, LT_EAGER, texts_number_to_int,
     pick_regexp_instr, false, "regexp_instr(text, pattern) -> int",
     "Where the first match begins, counted from 1; 0 where nothing matches.",
     "regexp_instr('user@spark.apache.org', '@[^.]*')  -- 5", "string"},
};

lt_function_group lt_functions_regex(void)
{
    return (lt_function_group){rows, sizeof(rows) / sizeof(*rows)};
}
