const LONGEST = 1920;

/** Return the base64 of an image, no larger than is kept: a phone's is ten times that. */
export async function shrink(file) {
    const bitmap = await createImageBitmap(file).catch(() => null);
    const scale = bitmap ? LONGEST / Math.max(bitmap.width, bitmap.height) : 1;
    return scale < 1 ? draw(bitmap, scale) : read(file);
}

function draw(bitmap, scale) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.85).split(",")[1];
}

function read(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1]);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}
