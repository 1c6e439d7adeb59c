#include "core/zone_alias.h"

#include <string.h>

typedef struct alias {
    const char *name, *zone;
} alias;

static const alias short_ids[] = {
    {"ACT", "Australia/Darwin"},
    {"AET", "Australia/Sydney"},
    {"AGT", "America/Argentina/Buenos_Aires"},
    {"ART", "Africa/Cairo"},
    {"AST", "America/Anchorage"},
    {"BET", "America/Sao_Paulo"},
    {"BST", "Asia/Dhaka"},
    {"CAT", "Africa/Harare"},
    {"CNT", "America/St_Johns"},
    {"CST", "America/Chicago"},
    {"CTT", "Asia/Shanghai"},
    {"EAT", "Africa/Addis_Ababa"},
    {"ECT", "Europe/Paris"},
    {"EST", "-05:00"},
    {"HST", "-10:00"},
    {"IET", "America/Indiana/Indianapolis"},
    {"IST", "Asia/Kolkata"},
    {"JST", "Asia/Tokyo"},
    {"MIT", "Pacific/Apia"},
    {"MST", "-07:00"},
    {"NET", "Asia/Yerevan"},
    {"NST", "Pacific/Auckland"},
    {"PLT", "Asia/Karachi"},
    {"PNT", "America/Phoenix"},
    {"PRT", "America/Puerto_Rico"},
    {"PST", "America/Los_Angeles"},
    {"SST", "Pacific/Guadalcanal"},
    {"VST", "Asia/Ho_Chi_Minh"},
};

static const alias abbreviations[] = {
    {"PDT", "America/Los_Angeles"}, {"EDT", "America/New_York"}, {"EST", "America/New_York"},
    {"CDT", "America/Chicago"},     {"MDT", "America/Denver"},   {"MST", "America/Denver"},
    {"CEST", "Europe/Paris"},       {"CET", "Europe/Paris"},     {"EEST", "Europe/Bucharest"},
    {"WEST", "Europe/Lisbon"},
};

static const char *find(const alias *all, size_t count, const char *name, size_t *n)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(all[i].name) != *n || memcmp(all[i].name, name, *n) != 0) continue;
        *n = strlen(all[i].zone);
        return all[i].zone;
    }
    return name;
}

const char *lt_zone_alias(const char *name, size_t *n)
{
    return find(short_ids, sizeof(short_ids) / sizeof(*short_ids), name, n);
}

const char *lt_zone_of_abbreviation(const char *name, size_t *n)
{
    return find(abbreviations, sizeof(abbreviations) / sizeof(*abbreviations), name, n);
}
