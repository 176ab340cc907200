package org.esscher.data;

import java.util.Set;

/** Columns that bear their vocabulary names already, or names of the user's own. */
final class PlainLayout implements Layout {
  @Override
  public String id() {
    return "plain";
  }

  @Override
  public boolean matches(Set<String> columns) {
    return true;
  }

  @Override
  public boolean mapsRowByRow() {
    return true;
  }

  @Override
  public Mapping begin() {
    return (raw, out) -> new Rows(raw.batch(), raw);
  }
}
