/**
 * Runs on Apache Spark: large batches are cut into partitions of whole shards, and executors run
 * the same expressions on them with the same plugins. Chosen by {@code RunBuilder.engine("spark",
 * …)}.
 */
@NullMarked
package org.esscher.spark;

import org.jspecify.annotations.NullMarked;
