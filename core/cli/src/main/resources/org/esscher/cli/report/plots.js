// Draws each chart of the page from the numbers beside it. The libraries are
// Copyright (c) 2013-2025, University of Washington Interactive Data Lab. All rights reserved.
// Redistribution and use in source and binary forms, with or without modification, are permitted
// provided that the following conditions are met:
// 1. Redistributions of source code must retain the above copyright notice, this list of conditions
//    and the following disclaimer.
// 2. Redistributions in binary form must reproduce the above copyright notice, this list of
//    conditions and the following disclaimer in the documentation and/or other materials provided
//    with the distribution.
// 3. Neither the name of the copyright holder nor the names of its contributors may be used to
//    endorse or promote products derived from this software without specific prior written
//    permission.
// THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR
// IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND
// FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR
// CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
// DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
// DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
// WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY
// WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
(function () {
  'use strict';

  // The drawing's order of colors and marks.
  const COLORS = ['s0', 's1', 's2', 's3', 's4', 's5', 's6'];
  const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross'];
  const scheme = window.matchMedia('(prefers-color-scheme: dark)');

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  function look() {
    const text = color('ink');
    const faint = color('faint');
    const font = getComputedStyle(document.body).fontFamily;
    return {
      background: 'transparent',
      font: font,
      axis: {
        labelColor: text, titleColor: text, gridColor: color('rule'), domainColor: faint,
        tickColor: faint, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal'
      },
      view: { stroke: null }
    };
  }

  function rows(data) {
    const all = [];
    data.series.forEach(function (one) {
      const form = one.form === 'line' && one.points.length > 1 ? 'line' : 'marks';
      one.points.forEach(function (point, at) {
        const error = one.errors * (point[2] || 0);
        all.push({
          series: one.label, form: form, at: at, x: point[0], y: point[1],
          low: point[1] - error, high: point[1] + error, error: error, note: point[3] || ''
        });
      });
    });
    return all;
  }

  // Only what has a mouse drags and zooms: a finger scrolls the page.
  const ZOOM = {
    name: 'view',
    select: {
      type: 'interval',
      translate: '[pointerdown[event.pointerType === "mouse"], window:pointerup] > window:pointermove!',
      zoom: 'wheel![event.shiftKey]'
    },
    bind: 'scales'
  };

  function specification(data) {
    const labels = data.series.map(function (one) { return one.label; });
    const values = rows(data);
    // The caption says it already.
    const vertical = data.y === data.title ? null : data.y;
    // There is no half step.
    const across = data.x === 'step' ? { tickCount: 6, tickMinStep: 1 } : { tickCount: 6 };
    const some = function (field) { return values.some(function (row) { return row[field]; }); };
    const tooltip = [
      { field: 'series', type: 'nominal', title: 'series' },
      { field: 'x', type: 'quantitative', title: data.x, format: '.5~g' },
      { field: 'y', type: 'quantitative', title: data.y, format: '.5~g' }
    ];
    if (some('error')) { tooltip.push({ field: 'error', type: 'quantitative', title: '±', format: '.3~g' }); }
    if (some('note')) { tooltip.push({ field: 'note', type: 'nominal', title: 'at' }); }
    const shown = { condition: { test: 'indexof(hidden, datum.series) >= 0', value: 0 } };
    const layer = function (form, mark, full, more) {
      return {
        transform: [{ filter: 'datum.form === "' + form + '"' }],
        mark: mark,
        encoding: Object.assign({ opacity: Object.assign({ value: full }, shown) }, more)
      };
    };
    const span = { y: { field: 'low', type: 'quantitative', title: vertical }, y2: { field: 'high' } };
    const drawn = function (form) { return values.some(function (row) { return row.form === form; }); };
    const spread = function (form) {
      return values.some(function (row) { return row.form === form && row.error > 0; });
    };
    const layers = [];
    // A layer without rows would warn that its axes have no extent.
    if (spread('line')) { layers.push(layer('line', { type: 'area', clip: true }, 0.2, span)); }
    if (drawn('line')) {
      layers.push(
        layer('line', { type: 'line', clip: true, strokeWidth: 2 }, 1, { order: { field: 'at', type: 'quantitative' } }),
        layer('line', { type: 'point', clip: true, size: 60, filled: true }, 0, { tooltip: tooltip }));
    }
    if (spread('marks')) { layers.push(layer('marks', { type: 'rule', clip: true, strokeWidth: 1.5 }, 1, span)); }
    if (drawn('marks')) {
      layers.push(layer('marks', { type: 'point', clip: true, size: 60, filled: true }, 1, {
        shape: {
          field: 'series', type: 'nominal', legend: null,
          scale: { domain: labels, range: labels.map(function (label, i) { return SHAPES[i % SHAPES.length]; }) }
        },
        tooltip: tooltip
      }));
    }
    layers[0].params = [ZOOM];
    return {
      width: 'container', height: 300, padding: 2,
      autosize: { type: 'fit', contains: 'padding' },
      data: { values: values },
      params: [{ name: 'hidden', value: [] }],
      encoding: {
        x: { field: 'x', type: 'quantitative', title: data.x, scale: { domain: data.across, nice: false, zero: false }, axis: across },
        y: { field: 'y', type: 'quantitative', title: vertical, scale: { domain: data.up, nice: false, zero: false }, axis: { tickCount: 6 } },
        color: {
          field: 'series', type: 'nominal', legend: null,
          scale: { domain: labels, range: labels.map(function (label, i) { return color(COLORS[i % COLORS.length]); }) }
        }
      },
      layer: layers
    };
  }

  function listen(figure) {
    const items = figure.querySelectorAll('.legend li');
    if (items.length < 2) { return; }
    items.forEach(function (item) {
      const label = item.querySelector('span').textContent;
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      button.title = 'Show or hide';
      while (item.firstChild) { button.appendChild(item.firstChild); }
      item.appendChild(button);
      button.addEventListener('click', function () {
        const at = figure.hiddenSeries.indexOf(label);
        const hidden = figure.hiddenSeries.filter(function (one) { return one !== label; });
        if (at < 0) { hidden.push(label); }
        figure.hiddenSeries = hidden;
        button.setAttribute('aria-pressed', String(at >= 0));
        figure.view.signal('hidden', hidden).runAsync();
      });
    });
  }

  function draw(figure) {
    const data = JSON.parse(figure.querySelector('script').textContent);
    let plot = figure.querySelector('.plot');
    if (!plot) {
      plot = document.createElement('div');
      plot.className = 'plot';
      figure.insertBefore(plot, figure.querySelector('.legend'));
    }
    // The drawing gives up its place when the plot has one, and stays for who hears the page.
    figure.classList.add('plotted');
    return vegaEmbed(plot, specification(data), {
      mode: 'vega-lite', renderer: 'svg', ast: true, config: look(),
      downloadFileName: figure.querySelector('figcaption').textContent.replace(/[^A-Za-z0-9]+/g, '-'),
      actions: { export: true, source: false, compiled: false, editor: false }
    }).then(function (result) {
      if (figure.view) { figure.view.finalize(); } else { figure.hiddenSeries = []; listen(figure); }
      figure.view = result.view;
      plot.querySelector('svg.marks').setAttribute('aria-hidden', 'true');
      return result.view.signal('hidden', figure.hiddenSeries).runAsync();
    }).catch(function (failure) {
      figure.classList.remove('plotted');
      console.error(failure);
    });
  }

  function drawAll() {
    let last = Promise.resolve();
    document.querySelectorAll('figure.chart').forEach(function (figure) {
      last = last.then(function () { return draw(figure); });
    });
    return last;
  }

  scheme.addEventListener('change', drawAll);
  drawAll().then(function () { document.documentElement.classList.add('ready'); });
})();
