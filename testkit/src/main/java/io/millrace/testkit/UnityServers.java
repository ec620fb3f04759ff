package io.millrace.testkit;

import java.net.URI;

/** The Unity Catalog server that tests work on: the one that {@value #VARIABLE} names, or else a {@link FakeUnity} of this JVM. */
public final class UnityServers {
    /** The environment variable that names a real server without authorization. */
    public static final String VARIABLE = "MILLRACE_UC_URI";

    private UnityServers() {}

    /** Returns its address, the same each time. */
    public static URI shared() {
        return Shared.ADDRESS;
    }

    private static final class Shared {
        static final URI ADDRESS = address();

        private static URI address() {
            String real = System.getenv(VARIABLE);
            return real == null ? FakeUnity.start().uri() : URI.create(real);
        }
    }
}
