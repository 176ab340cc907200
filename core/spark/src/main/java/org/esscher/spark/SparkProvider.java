package org.esscher.spark;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.run.Cluster;
import org.esscher.runtime.internal.run.ClusterProvider;
import org.esscher.runtime.internal.run.HostDescription;
import org.jspecify.annotations.Nullable;

/**
 * The engine {@code spark}. Options: {@code master}, as Spark knows it, for a context of the run's
 * own; without it the run joins the context that the application has. {@code partitions}, by
 * default as many as the context has cores. Whatever begins with {@code spark.} is Spark's.
 */
public final class SparkProvider implements ClusterProvider {
  private static final String MASTER = "master";
  private static final String PARTITIONS = "partitions";

  /** Made by the runtime. */
  public SparkProvider() {}

  @Override
  public String engine() {
    return "spark";
  }

  @Override
  public void require(Map<String, String> options) {
    partitions(options.get(PARTITIONS));
    for (String name : new TreeSet<>(options.keySet())) {
      if (!name.equals(MASTER) && !name.equals(PARTITIONS) && !name.startsWith("spark.")) {
        throw EsscherException.user(
            "the engine 'spark' has no option '%s': give %s, %s, or options of Spark, which begin"
                + " with 'spark.'",
            name, MASTER, PARTITIONS);
      }
    }
  }

  @Override
  public Cluster open(HostDescription host, Map<String, String> options) {
    Map<String, String> known = new TreeMap<>(options);
    String master = known.remove(MASTER);
    int partitions = partitions(known.remove(PARTITIONS));
    require(options);
    SparkConf conf = new SparkConf(true).setAppName("esscher").set("spark.ui.enabled", "false");
    known.forEach(conf::set);
    if (master != null) {
      conf.setMaster(master);
    }
    // Before a context is there that would have to be stopped.
    byte[] plugins = PluginArchive.pack(host.directories());
    try {
      JavaSparkContext context =
          master == null
              ? JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf))
              : new JavaSparkContext(conf);
      return new SparkCluster(context, master != null, partitions, plugins, host);
    } catch (Exception e) {
      // Spark throws its checked exceptions without declaring them.
      throw new EsscherException(
          ErrorCode.RESOURCES,
          "Spark could not be started"
              + (master == null ? ", and there is no running context to join" : " at " + master)
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** 0 for as many as there are cores. */
  private static int partitions(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    try {
      int partitions = Integer.parseInt(text);
      if (partitions > 0) {
        return partitions;
      }
    } catch (NumberFormatException e) {
      // Told below, as other texts that are no number of partitions.
    }
    throw EsscherException.user(
        "partitions of the engine 'spark': a whole number of at least 1 is needed, not '%s'", text);
  }
}
