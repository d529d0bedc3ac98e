//! The passes of the transform over split real and imaginary arrays: Stockham's, radix 4, with one
//! of radix 2 to close. `x` is read, `y` written; both have the complex signal's length.

/// One radix-4 pass; a radix-2 pass without twiddles closes odd powers of two.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// Distance of the four inputs in units of `stride`.
    pub(super) quarter: usize,
    pub(super) stride: usize,
    /// `[power - 1][p]`, powers 1, 2, 3 of the root.
    pub(super) re: [Vec<f32>; 3],
    pub(super) im: [Vec<f32>; 3],
}

/// Four points to four points: `out[j] = sum of x[l] * (-i)^(j l)`.
#[inline(always)]
fn four(re: [f32; 4], im: [f32; 4]) -> ([f32; 4], [f32; 4]) {
    let (sr, si) = (re[0] + re[2], im[0] + im[2]);
    let (dr, di) = (re[0] - re[2], im[0] - im[2]);
    let (ur, ui) = (re[1] + re[3], im[1] + im[3]);
    let (vr, vi) = (re[1] - re[3], im[1] - im[3]);
    ([sr + ur, dr + vi, sr - ur, dr - vi], [si + ui, di - vr, si - ui, di + vr])
}

#[inline(always)]
fn twiddled(re: f32, im: f32, wr: f32, wi: f32) -> (f32, f32) {
    (re * wr - im * wi, re * wi + im * wr)
}

/// The pass of stride 1: neighbours in `p` are neighbours in memory.
#[inline(always)]
pub(super) fn first_pass(stage: &Stage, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
    let m = stage.quarter;
    let quarters = |x| -> [&[f32]; 4] {
        let (low, high): (&[f32], &[f32]) = <[f32]>::split_at(x, 2 * m);
        let ((a, b), (c, d)) = (low.split_at(m), high[..2 * m].split_at(m));
        [a, b, c, d]
    };
    let ([ar, br, cr, dr], [ai, bi, ci, di]) = (quarters(x[0]), quarters(x[1]));
    let [w1r, w2r, w3r] = stage.re.each_ref().map(|w| &w[..m]);
    let [w1i, w2i, w3i] = stage.im.each_ref().map(|w| &w[..m]);
    let [yr, yi] = y;
    let (yr, _) = yr.as_chunks_mut::<4>();
    let (yi, _) = yi.as_chunks_mut::<4>();
    let (yr, yi) = (&mut yr[..m], &mut yi[..m]);
    for p in 0..m {
        let (re, im) = four([ar[p], br[p], cr[p], dr[p]], [ai[p], bi[p], ci[p], di[p]]);
        let (re1, im1) = twiddled(re[1], im[1], w1r[p], w1i[p]);
        let (re2, im2) = twiddled(re[2], im[2], w2r[p], w2i[p]);
        let (re3, im3) = twiddled(re[3], im[3], w3r[p], w3i[p]);
        yr[p] = [re[0], re1, re2, re3];
        yi[p] = [im[0], im1, im2, im3];
    }
}

/// The pass of stride 4: four neighbours share their twiddles.
#[inline(always)]
pub(super) fn narrow_pass(stage: &Stage, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
    let m = stage.quarter;
    let [(xr, _), (xi, _)] = x.map(|x| x.as_chunks::<4>());
    let [(yr, _), (yi, _)] = y.map(|y| y.as_chunks_mut::<16>());
    let quarters = |x| -> [&[[f32; 4]]; 4] {
        let (low, high) = <[[f32; 4]]>::split_at(x, 2 * m);
        let ((a, b), (c, d)) = (low.split_at(m), high[..2 * m].split_at(m));
        [a, b, c, d]
    };
    let ([ar, br, cr, dr], [ai, bi, ci, di]) = (quarters(xr), quarters(xi));
    let [w1r, w2r, w3r] = stage.re.each_ref().map(|w| &w[..m]);
    let [w1i, w2i, w3i] = stage.im.each_ref().map(|w| &w[..m]);
    let (yr, yi) = (&mut yr[..m], &mut yi[..m]);
    for p in 0..m {
        for q in 0..4 {
            let (re, im) = four(
                [ar[p][q], br[p][q], cr[p][q], dr[p][q]],
                [ai[p][q], bi[p][q], ci[p][q], di[p][q]],
            );
            (yr[p][q], yi[p][q]) = (re[0], im[0]);
            (yr[p][4 + q], yi[p][4 + q]) = twiddled(re[1], im[1], w1r[p], w1i[p]);
            (yr[p][8 + q], yi[p][8 + q]) = twiddled(re[2], im[2], w2r[p], w2i[p]);
            (yr[p][12 + q], yi[p][12 + q]) = twiddled(re[3], im[3], w3r[p], w3i[p]);
        }
    }
}

/// A pass of stride 16 or more: long runs share their twiddles.
#[inline(always)]
pub(super) fn wide_pass(stage: &Stage, x: [&[f32]; 2], y: [&mut [f32]; 2]) {
    let (m, s) = (stage.quarter, stage.stride);
    let [xr, xi] = x;
    let [yr, yi] = y;
    for (p, (yr, yi)) in yr.chunks_exact_mut(4 * s).zip(yi.chunks_exact_mut(4 * s)).enumerate() {
        let at = |j: usize| s * (p + m * j)..s * (p + m * j) + s;
        let (ar, br, cr, dr) = (&xr[at(0)], &xr[at(1)], &xr[at(2)], &xr[at(3)]);
        let (ai, bi, ci, di) = (&xi[at(0)], &xi[at(1)], &xi[at(2)], &xi[at(3)]);
        let w = |j: usize| (stage.re[j - 1][p], stage.im[j - 1][p]);
        let ((w1r, w1i), (w2r, w2i), (w3r, w3i)) = (w(1), w(2), w(3));
        let (y0r, rest) = yr.split_at_mut(s);
        let (y1r, rest) = rest.split_at_mut(s);
        let (y2r, y3r) = rest.split_at_mut(s);
        let (y0i, rest) = yi.split_at_mut(s);
        let (y1i, rest) = rest.split_at_mut(s);
        let (y2i, y3i) = rest.split_at_mut(s);
        for q in 0..s {
            let (re, im) = four([ar[q], br[q], cr[q], dr[q]], [ai[q], bi[q], ci[q], di[q]]);
            (y0r[q], y0i[q]) = (re[0], im[0]);
            (y1r[q], y1i[q]) = twiddled(re[1], im[1], w1r, w1i);
            (y2r[q], y2i[q]) = twiddled(re[2], im[2], w2r, w2i);
            (y3r[q], y3i[q]) = twiddled(re[3], im[3], w3r, w3i);
        }
    }
}

/// The closing radix-2 pass: sums and differences of the two halves.
#[inline(always)]
pub(super) fn halves(x: &[f32], y: &mut [f32]) {
    let (a, b) = x.split_at(x.len() / 2);
    let (sum, difference) = y.split_at_mut(x.len() / 2);
    for (((a, b), sum), difference) in a.iter().zip(b).zip(sum).zip(difference) {
        *sum = a + b;
        *difference = a - b;
    }
}
