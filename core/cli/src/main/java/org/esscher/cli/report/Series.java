package org.esscher.cli.report;

import java.util.List;

/**
 * Points of one kind in a chart.
 *
 * @param label its name in the legend
 * @param points in the order that a line joins them
 * @param form how they are drawn
 */
record Series(String label, List<Point> points, Form form) {
  /** How points are drawn. */
  enum Form {
    /** A mark each. */
    MARKS,
    /** Joined by a line. */
    LINE
  }

  Series {
    points = List.copyOf(points);
  }
}
