#include "tests/guard.h"

#include "tests/helper.h"

#include <sys/mman.h>
#include <unistd.h>

guard guard_open(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (bytes + page - 1) / page * page;
    guard g = {mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
               whole};
    assert_true(g.pages != MAP_FAILED);
    assert_int_equal(mprotect(g.pages + whole, page, PROT_NONE), 0);
    return g;
}

void guard_close(guard *g)
{
    munmap(g->pages, g->bytes + (size_t)sysconf(_SC_PAGESIZE));
    *g = (guard){NULL, 0};
}

void *guard_end(const guard *g, size_t n)
{
    assert_true(n <= g->bytes);
    return g->pages + g->bytes - n;
}
