/* escape_piece.h — which code points may be shown as they are; for escape*.c only. */
#ifndef LT_CORE_ESCAPE_PIECE_H
#define LT_CORE_ESCAPE_PIECE_H

#include <stdbool.h>
#include <stdint.h>

/* Neither control nor bidi nor otherwise invisible: may be written as it is. */
bool lt_is_showable(int32_t code);

#endif
