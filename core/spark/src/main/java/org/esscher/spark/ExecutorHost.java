package org.esscher.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.spark.SparkFiles;
import org.apache.spark.broadcast.Broadcast;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
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

  /** What was closed here while tasks might still come. */
  private static final Set<String> OVER = ConcurrentHashMap.newKeySet();

  private final String id;
  private final Broadcast<byte[]> plugins;
  private final boolean classPath;
  private final @Nullable TreeSet<String> digests;
  private final boolean portable;

  /** A host and its process, which are closed between rounds. */
  private record Built(Esscher host, PartitionProcess process, ReadWriteLock rounds) {
    byte[] round(int partition, byte[] rows, byte[] work) {
      rounds.readLock().lock();
      try {
        return process.round(partition, rows, work);
      } finally {
        rounds.readLock().unlock();
      }
    }

    void close() {
      rounds.writeLock().lock();
      try {
        process.close();
        host.close();
      } finally {
        rounds.writeLock().unlock();
      }
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

  /**
   * One partition's part of one round, by this process's host.
   *
   * @param partition which one, from 0
   * @param rows its rows
   * @param work what to do with them
   * @return what the partition gives
   * @throws EsscherException (RESOURCES) when the host was closed
   */
  byte[] round(int partition, byte[] rows, byte[] work) {
    return BUILT.computeIfAbsent(id, ignored -> build()).round(partition, rows, work);
  }

  private Built build() {
    if (OVER.contains(id)) {
      throw new EsscherException(
          ErrorCode.RESOURCES, "what this task belongs to is over; nobody waits for it", null);
    }
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
    return new Built(host, new PartitionProcess(host.services()), new ReentrantReadWriteLock());
  }

  /**
   * Lets go of this process's, once the rounds that it is in are through.
   *
   * @param late whether tasks may still come, which then find that it is over
   */
  void close(boolean late) {
    if (late) {
      OVER.add(id);
    }
    Built built = BUILT.remove(id);
    if (built != null) {
      built.close();
    }
  }
}
