/* A map as a GeoPackage file (OGC 12-128r15, version 1.3): what QGIS and others open. A flat map's is one
 * too, without a reference system. */
#ifndef T2_TRACKTWO_GEOPACKAGE_H
#define T2_TRACKTWO_GEOPACKAGE_H

#include <tracktwo/line_map.h>

/* Writes a new file at path, for its owner alone; its tables are in docs/protocol/line_map.md. T2_E_EXISTS:
 * there is one; T2_E_ARGUMENT: as line_map_each; T2_E_MEMORY, T2_E_IO. On failure there is no file. */
T2_MUST_USE int geopackage_write(const struct line_map *m, const char *path);

#endif
