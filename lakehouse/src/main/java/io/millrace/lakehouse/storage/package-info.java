/**
 * Pages and leases on object storage, through Hadoop's file systems. Begin with {@link
 * io.millrace.lakehouse.storage.StorageFolder}.
 */
@NullMarked
package io.millrace.lakehouse.storage;

import org.jspecify.annotations.NullMarked;
