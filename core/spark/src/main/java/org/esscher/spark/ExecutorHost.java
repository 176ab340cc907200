package org.esscher.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.SparkFiles;
import org.apache.spark.broadcast.Broadcast;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.run.HostDescription;
import org.esscher.runtime.internal.run.PartitionProcess;
import org.jspecify.annotations.Nullable;

/**
 * What an executor needs to be a host like the driver's; it is built where it is first used, once a
 * process, and lives as long as the process or the run.
 */
final class ExecutorHost implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nothing else of a run outlives a task of Spark's. */
  private static final ConcurrentMap<String, Built> BUILT = new ConcurrentHashMap<>();

  private final String id;
  private final Broadcast<byte[]> plugins;
  private final boolean classPath;
  private final @Nullable TreeSet<String> digests;
  private final boolean portable;

  /** A host and its process. */
  private record Built(Esscher host, PartitionProcess process) {
    void close() {
      process.close();
      host.close();
    }
  }

  ExecutorHost(String id, Broadcast<byte[]> plugins, HostDescription description) {
    this.id = id;
    this.plugins = plugins;
    this.classPath = description.classPath();
    Set<String> allowed = description.allowedDigests();
    this.digests = allowed == null ? null : new TreeSet<>(allowed);
    this.portable = description.portable();
  }

  /** This process's. */
  PartitionProcess process() {
    return BUILT.computeIfAbsent(id, ignored -> build()).process();
  }

  private Built build() {
    Esscher.Builder builder = Esscher.builder();
    // Spark removes the directory when the executor ends.
    PluginArchive.unpack(plugins.value(), Path.of(SparkFiles.getRootDirectory()))
        .forEach(builder::plugins);
    if (classPath) {
      builder.classPath(ExecutorHost.class.getClassLoader());
    }
    if (digests != null) {
      builder.allowDigests(digests);
    }
    if (portable) {
      builder.portable();
    }
    Esscher host = builder.build();
    return new Built(host, new PartitionProcess(host.services()));
  }

  /** Lets go of this process's. */
  void close() {
    Built built = BUILT.remove(id);
    if (built != null) {
      built.close();
    }
  }
}
