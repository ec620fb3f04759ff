/** The local backend: everything in one folder of this machine. Begin with {@link io.millrace.lakehouse.Backend}. */
@NullMarked
package io.millrace.lakehouse.local;

import org.jspecify.annotations.NullMarked;
