package io.millrace.config;

/** Where secrets are kept that are neither in a variable nor in a file. Found by the {@link java.util.ServiceLoader}. */
public interface SecretStore {

    /** Returns the word before the colon of its references, in small letters: {@code databricks} of {@code databricks:SCOPE/KEY}. */
    String scheme();

    /** Returns whether what stands behind the colon can name a secret; asks nobody. */
    boolean understands(String name);

    /**
     * Returns the secret, read now.
     *
     * @throws InvalidConfigException if there is none of that name
     * @throws BackendException if the store does not answer, or does not let us in
     */
    String value(String name);
}
