/* complete_files.c — file names for completion. */
#include "core/options.h"
#include "lua/complete.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096 };

/* Whether a name can stand in a text as it is. */
static bool is_plain(const char *name, char quote)
{
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F || *p == '\\' || *p == quote) return false;
    return true;
}

static void add_file(lt_completer *c, const char *folder, const char *name)
{
    char        path[PATH_BYTES], shown[sizeof(((struct dirent *)0)->d_name) + 2];
    char        size[LT_SIZE_TEXT];
    struct stat st;
    int         n = snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof(path) || stat(path, &st) != 0) return;
    bool is_folder = S_ISDIR(st.st_mode);
    snprintf(shown, sizeof(shown), "%s%s", name, is_folder ? "/" : "");
    lt_print_size(size, st.st_size);
    lt_complete_add(c, shown, is_folder ? "" : size);
}

void lt_complete_files(lt_completer *c, const char *path, size_t len, char quote)
{
    char        folder[PATH_BYTES];
    const char *slash = memrchr(path, '/', len);
    size_t      folder_len = slash ? (size_t)(slash - path) + 1 : 0;
    if (folder_len >= sizeof(folder)) return;
    memcpy(folder, path, folder_len);
    folder[folder_len] = 0;
    c->prefix = path + folder_len;
    c->prefix_len = len - folder_len;
    DIR *dir = opendir(folder_len ? folder : ".");
    if (!dir) return;
    for (struct dirent *e; !c->status && (e = readdir(dir));) {
        if (e->d_name[0] == '.' && (!c->prefix_len || *c->prefix != '.')) continue;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (strncmp(e->d_name, c->prefix, c->prefix_len) != 0 || !is_plain(e->d_name, quote))
            continue;
        add_file(c, folder_len ? folder : ".", e->d_name);
    }
    closedir(dir);
}
