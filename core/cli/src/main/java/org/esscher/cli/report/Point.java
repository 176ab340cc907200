package org.esscher.cli.report;

/**
 * A point of a chart.
 *
 * @param x finite
 * @param y finite
 * @param standardError of y; 0 for none
 * @param note what is told of it when it is pointed at, perhaps empty
 */
record Point(double x, double y, double standardError, String note) {
  /** The point so many standard errors higher. */
  Point raised(double errors) {
    return new Point(x, y + errors * standardError, standardError, note);
  }
}
