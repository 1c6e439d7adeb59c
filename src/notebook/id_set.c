#include "notebook/store.h"

#include <string.h>
#include <sys/random.h>

lt_status lt_id_set_open(lt_id_set *set, lt_mem *mem, size_t room, lt_error *err)
{
    *set = (lt_id_set){.mem = mem, .texts.mem = mem};
    for (set->slot_count = 16; set->slot_count < 2 * room; set->slot_count *= 2)
        ;
    set->slots = lt_mem_zeroed(mem, set->slot_count, sizeof(*set->slots));
    if (!set->slots) return lt_mem_refused(mem, set->slot_count * 4, "cell ids", err);
    /* A seed keeps a hostile file from choosing ids that share a slot; without one it is slow. */
    if (getrandom(&set->seed, sizeof(set->seed), GRND_NONBLOCK) < 0) set->seed = (uintptr_t)set;
    return lt_buf_reserve(&set->texts, room * sizeof(char *), err);
}

static uint64_t mix(uint64_t seed, const char *text)
{
    uint64_t h = seed ^ 0x9E3779B97F4A7C15u;
    for (; *text; text++) {
        h = (h ^ (unsigned char)*text) * 0xBF58476D1CE4E5B9u;
        h ^= h >> 29;
    }
    return h ^ h >> 32;
}

bool lt_id_set_add(lt_id_set *set, const char *id)
{
    const char **texts = (const char **)(void *)set->texts.data;
    size_t       mask = set->slot_count - 1, i = mix(set->seed, id) & mask;
    for (; set->slots[i]; i = (i + 1) & mask)
        if (!strcmp(texts[set->slots[i] - 1], id)) return false;
    lt_buf_push(&set->texts, &id, sizeof(id));
    set->slots[i] = (uint32_t)(set->texts.len / sizeof(id));
    return true;
}

void lt_id_set_clear(lt_id_set *set)
{
    lt_mem_free(set->mem, set->slots, set->slot_count * sizeof(*set->slots));
    set->slots = NULL;
    lt_buf_clear(&set->texts);
}
