#include "tests/golden.h"

#include "tests/helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void golden_check(const lt_buf *got, const char *name)
{
    char   path[256];
    size_t len, at = 0, line = 1;
    snprintf(path, sizeof(path), "tests/golden/%s", name);
    if (getenv("UPDATE")) {
        helper_write(path, got->data, got->len);
        return;
    }
    char *want = helper_read(path, &len);
    while (at < len && at < got->len && want[at] == (char)got->data[at]) line += want[at++] == '\n';
    bool same = at == len && at == got->len;
    if (!same) fwrite(got->data, 1, got->len, stderr);
    free(want);
    if (!same) fail_msg("%s differs in line %zu", path, line);
}
