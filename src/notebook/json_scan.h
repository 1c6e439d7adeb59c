/* json_scan.h — where a JSON value ends, and what a JSON string says. */
#ifndef LT_NOTEBOOK_JSON_SCAN_H
#define LT_NOTEBOOK_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the JSON value that text[0, len) begins with (no blanks before it); 0: none, or more
 * than 64 deep. Strings are checked for escapes and control characters, not for UTF-8. */
size_t lt_json_extent(const char *text, size_t len);

/* Whether text[0, len) is one JSON value and nothing else. */
bool lt_json_is_value(const char *text, size_t len);

/* Writes what the JSON string text[0, len) (quotes included, checked before) says and ends it
 * with a NUL; out has room for len bytes. NULs inside become U+FFFD. Returns its length. */
size_t lt_json_unquote(char *out, const char *text, size_t len);

#endif
