package org.esscher.plugins.prdc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Transform;

/**
 * The search for the nearest pairs of a log, in (β·observation, action).
 *
 * @param beta β
 * @param k how many
 * @param fetch columns of the log that are told of each neighbor
 */
record Neighbors(double beta, int k, List<String> fetch) {
  /** The standard search, which is fitted on a log. */
  Transform transform(Context context) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("columns", List.of("observation", "action"));
    config.put("factors", List.of(beta, 1.0));
    config.put("fetch", fetch);
    config.put("neighbors", k);
    return context.component(Transform.class, "nearest-neighbors", config);
  }

  /** Adds the neighbors of each row. */
  Batch find(Batch queries, Batch log, Context context) {
    for (String column : queries.names()) {
      if (queries.column(column).width() != log.column(column).width()) {
        throw EsscherException.data(
            "%s has %d components in the transitions and %d in the dataset; give both the same",
            column, queries.column(column).width(), log.column(column).width());
      }
    }
    if (k > log.rows()) {
      throw EsscherException.data(
          "k is %d, and the dataset has %d rows; lower k, or give more data", k, log.rows());
    }
    Transform transform = transform(context);
    return transform.apply(queries, transform.fit(log, context), context);
  }
}
