package io.millrace.lakehouse.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system in memory that behaves as the one of its scheme: on {@code s3a} a file is there when its stream is closed, elsewhere from its
 * creation on, empty. It does what a test tells it to before or after it puts a file.
 */
public final class MemoryFileSystem extends FileSystem {
    private static final Map<String, MemoryFileSystem> BY_BUCKET = new ConcurrentHashMap<>();

    private final NavigableMap<String, byte[]> files = new ConcurrentSkipListMap<>();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private URI uri = URI.create("memory:///");
    private volatile boolean knowsConditions = true;

    /** What goes wrong once. */
    enum Fault {
        /** The file is put, and the answer is lost. */
        ANSWER_OF_PUT_LOST,
        /** The file is not put. */
        PUT_FAILS,
        LISTING_FAILS
    }

    /** Hadoop makes it by reflection. */
    public MemoryFileSystem() {}

    static MemoryFileSystem of(String bucket) {
        return BY_BUCKET.get(bucket);
    }

    void fail(Fault fault) {
        faults.add(fault);
    }

    /** Makes it one that takes conditional writes for plain ones. */
    void forgetConditions() {
        knowsConditions = false;
    }

    NavigableMap<String, byte[]> files() {
        return files;
    }

    private void meet(Fault fault) throws IOException {
        if (faults.remove(fault)) {
            throw new IOException("told to fail: " + fault);
        }
    }

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        super.initialize(name, configuration);
        setConf(configuration);
        uri = URI.create(name.getScheme() + "://" + name.getAuthority());
        BY_BUCKET.put(name.getAuthority(), this);
    }

    @Override
    public URI getUri() {
        return uri;
    }

    private boolean putsWhole() {
        return uri.getScheme().equals("s3a");
    }

    private static String key(Path path) {
        return path.toUri().getPath();
    }

    @Override
    @SuppressWarnings("rawtypes") // Hadoop's own form
    public FSDataOutputStreamBuilder createFile(Path path) {
        return new Builder(this, path);
    }

    private static final class Builder extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
        private final MemoryFileSystem files;

        Builder(MemoryFileSystem files, Path path) {
            super(files, path);
            this.files = files;
        }

        @Override
        public Builder getThisBuilder() {
            return this;
        }

        @Override
        public FSDataOutputStream build() throws IOException {
            boolean overwrites = getFlags().contains(org.apache.hadoop.fs.CreateFlag.OVERWRITE);
            boolean conditional = getOptions().getBoolean("fs.option.create.conditional.overwrite", false);
            return files.put(key(getPath()), overwrites, conditional);
        }
    }

    private FSDataOutputStream put(String key, boolean overwrites, boolean conditional) throws IOException {
        if (!putsWhole()) {
            begin(key, overwrites, new byte[0]);
        }
        var content = new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                meet(Fault.PUT_FAILS);
                if (putsWhole()) {
                    begin(key, !conditional || !knowsConditions, toByteArray());
                } else {
                    files.put(key, toByteArray());
                }
                meet(Fault.ANSWER_OF_PUT_LOST);
            }
        };
        return new FSDataOutputStream(content, null);
    }

    private void begin(String key, boolean overwrites, byte[] content) throws IOException {
        if (overwrites) {
            files.put(key, content);
        } else if (files.putIfAbsent(key, content) != null) {
            throw new FileAlreadyExistsException(key);
        }
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        byte[] content = files.get(key(path));
        if (content == null) {
            throw new FileNotFoundException(path.toString());
        }
        return new FSDataInputStream(new Bytes(content));
    }

    /** A stream that Hadoop takes, which wants one that seeks. */
    private static final class Bytes extends FSInputStream {
        private final ByteArrayInputStream content;

        Bytes(byte[] content) {
            this.content = new ByteArrayInputStream(content);
        }

        @Override
        public int read() {
            return content.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return content.read(into, offset, length);
        }

        @Override
        public void seek(long position) {
            content.reset();
            content.skip(position);
        }

        @Override
        public long getPos() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean seekToNewSource(long position) {
            return false;
        }
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return put(key(path), overwrite, false);
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean rename(Path from, Path to) {
        byte[] content = files.get(key(from));
        if (content == null || files.putIfAbsent(key(to), content) != null) {
            return false;
        }
        files.remove(key(from));
        return true;
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        boolean file = files.remove(key(path)) != null;
        return (recursive
                        && files.subMap(key(path) + "/", key(path) + "0")
                                .keySet()
                                .removeIf(key -> true))
                || file;
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        meet(Fault.LISTING_FAILS);
        var found = new LinkedHashMap<String, FileStatus>();
        String above = key(path) + "/";
        for (String key : files.subMap(above, key(path) + "0").keySet()) {
            Path child = new Path(path, key.substring(above.length()).split("/", 2)[0]);
            found.put(child.toString(), new FileStatus(0, !key(child).equals(key), 1, 1, 0, child));
        }
        if (found.isEmpty()) {
            throw new FileNotFoundException(path.toString());
        }
        List<FileStatus> statuses = new ArrayList<>(found.values());
        return statuses.toArray(FileStatus[]::new);
    }

    @Override
    public void setWorkingDirectory(Path path) {}

    @Override
    public Path getWorkingDirectory() {
        return new Path(uri + "/");
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
        return true;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        byte[] content = files.get(key(path));
        if (content != null) {
            return new FileStatus(content.length, false, 1, 1, 0, path);
        }
        if (files.subMap(key(path) + "/", key(path) + "0").isEmpty()) {
            throw new FileNotFoundException(path.toString());
        }
        return new FileStatus(0, true, 1, 1, 0, path);
    }
}
