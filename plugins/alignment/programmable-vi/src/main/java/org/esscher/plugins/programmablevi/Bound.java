package org.esscher.plugins.programmablevi;

import java.util.Locale;

/** What is maximized over a model p(x, z) and a guide q. */
public enum Bound {
  /** E[log p(x, z) − log q(z)], averaged over particles. */
  ELBO,
  /** E[log (1/K) Σ_k p(x, z_k)/q(z_k)] over K particles. */
  IWELBO,
  /** The ELBO with log q(z) replaced by log q(u, z)/r(u|z) of the auxiliary u that z came from. */
  HVI,
  /** The ELBO with log q(z) replaced by log (1/N) Σ_i q(u_i, z)/r(u_i|z), u_1 where z came from. */
  IWHVI,
  /** The IWELBO with each log q(z_k) replaced as under IWHVI. */
  DIWHVI,
  /** Wake-sleep's step of the model: the IWELBO, the guide frozen. */
  RWS_MODEL,
  /** Wake-sleep's step of the guide: E[Σ_k w̃_k log q(z_k)], the normalized weights frozen. */
  RWS_GUIDE;

  /** As configurations and tables have it. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the guide has auxiliary draws, whose density is estimated. */
  boolean hierarchical() {
    return this == HVI || this == IWHVI || this == DIWHVI;
  }

  /** Whether particles are averaged inside the logarithm. */
  boolean importanceWeighted() {
    return this == IWELBO || this == DIWHVI || this == RWS_MODEL || this == RWS_GUIDE;
  }
}
