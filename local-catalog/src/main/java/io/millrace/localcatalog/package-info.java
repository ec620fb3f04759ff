/**
 * Three-level names on a plain folder: a Spark catalog whose tables are Delta tables under one warehouse folder.
 *
 * <p>Begin at {@link io.millrace.localcatalog.LocalCatalog}. It is loaded by its class name from the Spark settings and
 * imports nothing of the other modules.
 */
@NullMarked
package io.millrace.localcatalog;

import org.jspecify.annotations.NullMarked;
