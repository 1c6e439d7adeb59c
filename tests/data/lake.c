/* lake.c — makes the demo's data lake: seven days of e-commerce transactions, always the same.
 *
 *     lake FOLDER LAST_DAY [ROWS]      LAST_DAY as 2026-07-01; ROWS a day, default 20000
 *
 * FOLDER/transacciones/<day>/transacciones.csv holds a header and the rows; about 3 % are exact
 * copies of an earlier row, some categories are quoted for their comma, some notes hold
 * line ends, quotes and accents, some prices are empty. Every row is a pure function of seed, day
 * and number. FOLDER/esperado/<day>.csv holds the exact answer: per category the distinct rows and
 * the sum of precio_venta in cents.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SEED UINT64_C(0x107e5eed)

static uint64_t mix(uint64_t z)
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t draw(uint64_t day, uint64_t stream, uint64_t row)
{
    return mix(mix(SEED ^ day * 1000003 ^ stream * UINT64_C(0xd1342543de82ef95)) ^ row);
}

static uint32_t below(uint64_t x, uint32_t n) { return (uint32_t)((x >> 32) * n >> 32); }

static const char *const categories[] = {"Electrónica",
                                         "Hogar",
                                         "\"Ropa, calzado y accesorios\"",
                                         "Juguetes",
                                         "Libros",
                                         "Deportes",
                                         "\"Bebés, niños y maternidad\"",
                                         "Jardín",
                                         "Música",
                                         "\"Regalos \"\"premium\"\"\""};
static const char *const payments[] = {"tarjeta", "efectivo", "bizum", "transferencia"};
static const char *const notes[] = {"",
                                    "",
                                    "",
                                    "",
                                    "",
                                    "",
                                    "regalo",
                                    "\"Dejar en portería\nLlamar antes, por favor\"",
                                    "\"Talla \"\"M\"\", color azul\"",
                                    "\"Dirección: C/ Mayor, 3, 2ºB\""};
enum {
    CATEGORIES = sizeof(categories) / sizeof(*categories),
    NOTES = sizeof(notes) / sizeof(*notes)
};

static int64_t days_of(int y, int m, int d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void civil(int64_t z, char out[24])
{
    z += 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    snprintf(out, 16, "%04d-%02d-%02d", (int)(yoe + era * 400 + (month <= 2)), (int)month,
             (int)(doy - (153 * mp + 2) / 5 + 1));
}

typedef struct totals {
    uint64_t rows[CATEGORIES], cents[CATEGORIES];
} totals;

static void write_row(FILE *f, uint64_t day, const char *date, uint64_t id, totals *sum)
{
    uint64_t second = draw(day, 1, id) % 86400;
    uint32_t category = below(draw(day, 2, id), CATEGORIES);
    uint32_t cents = 50 + below(draw(day, 3, id), 19950);
    int      no_price = below(draw(day, 4, id), 100) == 0;
    fprintf(f, "%llu,%s %02d:%02d:%02d,%u,%s,%u,", (unsigned long long)(day * 1000000 + id), date,
            (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60),
            1 + below(draw(day, 5, id), 5000), categories[category],
            1 + below(draw(day, 6, id), 9));
    if (!no_price) fprintf(f, "%u.%02u", cents / 100, cents % 100);
    fprintf(f, ",%s,%s\n", payments[below(draw(day, 7, id), 4)],
            notes[below(draw(day, 8, id), NOTES)]);
    if (!sum) return;
    sum->rows[category]++;
    if (!no_price) sum->cents[category] += cents;
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f) fprintf(stderr, "lake: %s: %s\n", path, strerror(errno)), exit(1);
    return f;
}

static void make_folder(const char *path)
{
    char copy[4096];
    snprintf(copy, sizeof(copy), "%s", path);
    for (char *p = copy + 1; *p; p++) {
        if (*p != '/') continue;
        *p = 0;
        mkdir(copy, 0777);
        *p = '/';
    }
    if (mkdir(copy, 0777) && errno != EEXIST)
        fprintf(stderr, "lake: %s: %s\n", copy, strerror(errno)), exit(1);
}

static void close_or_die(FILE *f)
{
    if (fclose(f)) perror("lake"), exit(1);
}

static void make_day(const char *lake, int64_t day, uint64_t rows)
{
    char     date[24], folder[3000];
    totals   sum = {{0}, {0}};
    uint64_t fresh = 0;
    civil(day, date);
    snprintf(folder, sizeof(folder), "%s/transacciones/%s", lake, date);
    make_folder(folder);
    FILE *f = create(folder, "transacciones.csv");
    fputs("id_transaccion,fecha,id_cliente,categoria_producto,cantidad,precio_venta,metodo_pago,"
          "nota\n",
          f);
    for (uint64_t i = 0; i < rows; i++) {
        uint64_t x = draw((uint64_t)day, 9, i);
        if (fresh && below(x, 100) < 3)
            write_row(f, (uint64_t)day, date, below(mix(x), (uint32_t)fresh), NULL);
        else
            write_row(f, (uint64_t)day, date, fresh++, &sum);
    }
    close_or_die(f);
    snprintf(folder, sizeof(folder), "%s/esperado", lake);
    make_folder(folder);
    snprintf(date + strlen(date), sizeof(date) - strlen(date), ".csv");
    f = create(folder, date);
    fprintf(f, "categoria_producto,filas,centimos\n");
    for (int c = 0; c < CATEGORIES; c++)
        fprintf(f, "%s,%llu,%llu\n", categories[c], (unsigned long long)sum.rows[c],
                (unsigned long long)sum.cents[c]);
    close_or_die(f);
}

int main(int argc, char **argv)
{
    int y, m, d;
    if (argc < 3 || sscanf(argv[2], "%d-%d-%d", &y, &m, &d) != 3) {
        fprintf(stderr, "usage: lake FOLDER LAST_DAY [ROWS]\n");
        return 2;
    }
    uint64_t rows = argc > 3 ? strtoull(argv[3], NULL, 10) : 20000;
    for (int64_t day = days_of(y, m, d) - 6; day <= days_of(y, m, d); day++)
        make_day(argv[1], day, rows);
    return 0;
}
