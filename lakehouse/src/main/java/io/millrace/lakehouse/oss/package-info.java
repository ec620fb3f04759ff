/** The backend of an open source Unity Catalog server. */
@NullMarked
package io.millrace.lakehouse.oss;

import org.jspecify.annotations.NullMarked;
