/** The backend of a Databricks workspace: the platform's session, Unity Catalog, volumes, leases in a Delta table. */
@NullMarked
package io.millrace.lakehouse.databricks;

import org.jspecify.annotations.NullMarked;
