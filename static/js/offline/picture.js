// QR codes of pictures and of the camera. A module is two or three dots of a scan: enlarged, more of them are read.
{
  const MOST = 24_000_000; // dots
  const SIZES = [1, 2, 3, 0.5];

  function read(source, width, height, times, limit) {
    const [wide, high] = [Math.round(width * times), Math.round(height * times)];
    if (!wide || !high || wide * high > MOST) return "";
    const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
    const drawing = canvas.getContext("2d", { willReadFrequently: true });
    drawing.imageSmoothingQuality = "high";
    drawing.drawImage(source, 0, 0, wide, high);
    try {
      return qrReader.read(drawing.getImageData(0, 0, wide, high), { effort: 4, timeLimit: limit });
    } catch {
      return "";
    }
  }

  // The text of the QR code in a file with a picture, "" where none is read. Rejects for what is no picture.
  paper.inPicture = async (file) => {
    const picture = await createImageBitmap(file);
    for (const times of SIZES) {
      const text = read(picture, picture.width, picture.height, times, 1500);
      if (text) return text;
    }
    return "";
  };

  // One look at a video that runs.
  paper.inFrame = (video) => {
    const [wide, high] = [video.videoWidth, video.videoHeight];
    return read(video, wide, high, 1, 120) || (wide < 2000 ? read(video, wide, high, 2, 200) : "");
  };
}
