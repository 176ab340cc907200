package org.esscher.runtime.internal.run;

import java.util.Map;

/** Starts clusters of one kind: a service, found where the runtime's class loader finds it. */
public interface ClusterProvider {
  /**
   * Names the engine.
   *
   * @return such as {@code spark}
   */
  String engine();

  /**
   * Refuses options that are wrong, without starting anything.
   *
   * @param options of the engine
   * @throws org.esscher.api.EsscherException (USER) for an option that it doesn't know, or a value
   *     that it can't use
   */
  void require(Map<String, String> options);

  /**
   * Starts or joins a cluster.
   *
   * @param host what the processes load
   * @param options of the engine, such as {@code master}
   * @return the cluster; the caller closes it
   * @throws org.esscher.api.EsscherException (USER) for an option that it doesn't know; (RESOURCES)
   *     when the cluster can't be reached
   */
  Cluster open(HostDescription host, Map<String, String> options);
}
