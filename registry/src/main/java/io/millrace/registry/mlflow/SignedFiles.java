package io.millrace.registry.mlflow;

import java.util.List;

/** Who signs URLs for files of one folder, and lists them. */
interface SignedFiles {
    /** Signs a URL that a file is sent to. */
    SignedUrl upload(String path);

    /** Signs a URL that a file is got from. */
    SignedUrl download(String path);

    /** Lists a folder below this one. */
    List<ListedFolder.Entry> list(String folder);
}
