package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.esscher.neural.internal.engine.Scope;
import org.jspecify.annotations.Nullable;

/** Keys and values of attention at earlier tokens, so that each is computed once. */
interface Past {
  /** Remembers nothing: for tokens that are all computed at once. */
  Past NONE =
      new Past() {
        @Override
        public PtNDArray keys(int layer, PtNDArray now) {
          return now;
        }

        @Override
        public PtNDArray values(int layer, PtNDArray now) {
          return now;
        }
      };

  /** The layer's keys before and now, rows · heads · time · components. */
  PtNDArray keys(int layer, PtNDArray now);

  /** The layer's values before and now. */
  PtNDArray values(int layer, PtNDArray now);

  /** Remembers all; what it no longer needs it frees. */
  final class Cache implements Past {
    private final @Nullable PtNDArray[] keys;
    private final @Nullable PtNDArray[] values;

    private final Scope scope;

    /** Nothing yet; what is remembered belongs to the scope. */
    Cache(int layers, Scope scope) {
      this.scope = scope;
      this.keys = new PtNDArray[layers];
      this.values = new PtNDArray[layers];
    }

    @Override
    public PtNDArray keys(int layer, PtNDArray now) {
      return appended(keys, layer, now);
    }

    @Override
    public PtNDArray values(int layer, PtNDArray now) {
      return appended(values, layer, now);
    }

    private PtNDArray appended(@Nullable PtNDArray[] all, int layer, PtNDArray now) {
      PtNDArray before = all[layer];
      PtNDArray joined = before == null ? now : JniUtils.cat(new PtNDArray[] {before, now}, 2);
      scope.keep(joined);
      if (before != null) {
        before.close();
      }
      all[layer] = joined;
      return joined;
    }
  }
}
