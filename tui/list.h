/* list.h — "a, b + 1 as c, concat(d, ',')" cut at the commas that are no part of an item. */
#ifndef LT_TUI_LIST_H
#define LT_TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* The next item from *at on, without blanks around it; false at the end. Commas within (), [],
 * {} and quotes ('…', "…", `…`) do not cut; what is left open reaches to the end. An empty item
 * between two commas is given as an empty one: who parses it complains. */
bool tui_list_next(const char **at, const char **item, size_t *len);

#endif
