package io.millrace.deploy;

import io.millrace.config.ConfigReader;
import java.util.Optional;

/**
 * What Terraform is to make beside what a deployment says already.
 *
 * @param storageRoot the address of the storage in which the catalog keeps its tables; else the metastore's
 * @param storageCredential the storage credential that opens it
 */
public record TerraformSettings(Optional<String> storageRoot, Optional<String> storageCredential) {
    /** Throws {@link IllegalArgumentException} unless storage and credential come together. */
    public TerraformSettings {
        if (storageRoot.isPresent() != storageCredential.isPresent()) {
            throw new IllegalArgumentException(
                    "storage-root and storage-credential belong together; give both, or neither to use the metastore's storage");
        }
    }

    /** Reads {@code deploy.terraform}. */
    static Optional<TerraformSettings> from(ConfigReader reader) {
        Optional<String> root = reader.optionalString("storage-root");
        Optional<String> credential = reader.optionalString("storage-credential");
        return reader.build(() -> new TerraformSettings(root, credential));
    }
}
