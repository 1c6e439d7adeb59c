/* uri.h — where data is: a plain path, or scheme:rest.
 *
 * A text is a URI when it starts with "scheme:/" or "file:"; anything else is a plain
 * path, byte for byte (write "./a:/b" for such a file). file: URIs are percent-decoded;
 * their host must be empty or "localhost".
 * Errors: LT_EUNSUPPORTED names a scheme whose store this build does not have, or that
 * nobody knows; LT_EINVAL: empty text, a bad escape, a NUL.
 */
#ifndef LT_IO_URI_H
#define LT_IO_URI_H

#include "core/buf.h"

#include <stdbool.h>

typedef struct lt_uri {
    const char *scheme; /* "file" or "mem": static text */
    lt_buf      text;   /* the decoded path with its NUL, which len does not count */
} lt_uri;

/* Fills *out, to be released with lt_uri_clear (also after an error). */
LT_MUST_USE lt_status lt_uri_parse(lt_uri *out, lt_mem *mem, const char *text, lt_error *err);

const char *lt_uri_path(const lt_uri *uri);

void lt_uri_clear(lt_uri *uri);

#endif
